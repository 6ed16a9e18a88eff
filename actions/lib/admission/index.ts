export { type Admission, type AdmissionRequest, admitPackages, type BuiltFile } from "./admission.ts";
