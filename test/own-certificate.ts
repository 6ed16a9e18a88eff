import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** A certificate for localhost and the authority that signed it. */
export type OwnCertificate = {
  readonly key: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly certFile: string;
  readonly authorityFile: string;
};

/** Made in `folder`; nothing trusts it yet. */
export function ownCertificate(folder: string): OwnCertificate {
  const openssl = (...options: string[]) => execFileSync("openssl", options, { cwd: folder, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-days",
    "2",
    "-subj",
    "/CN=test authority",
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
  );
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const signer = ["-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    ...signer,
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    ...names,
    "-keyout",
    "key",
    "-out",
    "crt",
  );
  const [keyFile, certFile] = [join(folder, "key"), join(folder, "crt")];
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    key: read(keyFile),
    keyFile,
    cert: read(certFile),
    certFile,
    authorityFile: join(folder, "ca.crt"),
  };
}

/** This process and the gits it starts trust the authority: as NODE_EXTRA_CA_CERTS and GIT_SSL_CAINFO make others do. */
export function trust({ authorityFile }: OwnCertificate): void {
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(authorityFile, "utf8")]);
  process.env.GIT_SSL_CAINFO = authorityFile;
}
