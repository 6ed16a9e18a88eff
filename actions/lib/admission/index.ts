export {
  type Admission,
  type AdmissionRequest,
  type AnnouncedPackage,
  admitPackages,
  type BuiltFile,
  foreseeProblems,
  leftOutNames,
  leftOutNotes,
} from "./admission.ts";
