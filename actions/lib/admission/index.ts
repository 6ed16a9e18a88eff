export {
  type Admission,
  type AdmissionRequest,
  type AnnouncedPackage,
  admitPackages,
  type BuiltFile,
  foreseeProblems,
} from "./admission.ts";
