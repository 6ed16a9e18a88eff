import { type Case, testRule } from "./rule-cases.ts";
import { detachedProcess } from "./rules/detached-process.ts";
import { outsideWrite } from "./rules/outside-write.ts";
import { persistence } from "./rules/persistence.ts";
import { copiedShell, privilegedFile, privilegeEscalation } from "./rules/privileges.ts";
import { secretRead } from "./rules/secrets.ts";
import { weakenedSecurity } from "./rules/weakened-security.ts";

function at(place: string, says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place, line, says }));
}

testRule(secretRead, [
  ...at(
    "build()",
    "alarm",
    "cat ~/.ssh/id_rsa",
    'tar c "$HOME/.gnupg"',
    "cp -r ~/.mozilla/firefox x",
    "grep token ~/.npmrc",
  ),
  ...at("post_install()", "alarm", "cat /home/*/.ssh/id_*", "cat /etc/shadow"),
  ...at(
    "build()",
    null,
    "echo 'deny ~/.ssh/ rw,'",
    'install -dm700 "$pkgdir/etc/skel/.ssh"',
    "sed -i 's|~/.ssh|~/.config|' README.md",
    "cat > profile <<'END'\ndeny @{HOME}/.ssh/** rw,\nEND",
    'cp -r .github "$pkgdir"',
  ),
]);

testRule(persistence, [
  ...at(
    "build()",
    "alarm",
    "systemctl --user enable x",
    "crontab x",
    "echo x >> ~/.bashrc",
    "cp x ~/.config/autostart/",
  ),
  ...at(
    "post_install()",
    "alarm",
    "echo x > /etc/cron.d/x",
    "cat > /etc/systemd/system/x.service <<END\nEND",
    "echo x >> /etc/profile.d/x.sh",
    "for h in /home/*; do echo x >> $h/.zshrc; done",
    "cp x /usr/share/libalpm/hooks/x.hook",
  ),
  ...at("post_install()", "warning", "systemctl enable x.service"),
  ...at("post_install()", "note", "systemctl restart x"),
  ...at(
    "post_install()",
    null,
    "systemctl daemon-reload",
    "systemctl try-restart x",
    "echo 'run systemctl enable x'",
  ),
  ...at(
    "package()",
    null,
    'install -Dm644 x.service "$pkgdir/usr/lib/systemd/system/x.service"',
    'cp x "$pkgdir/etc/profile.d/"',
  ),
]);

testRule(outsideWrite, [
  ...at("build()", "alarm", "rm -rf ~", 'rm -rf "$HOME"/*', "rm -rf /usr", "dd if=x of=/dev/sda"),
  ...at("build()", "warning", "cp x ~/x", "install -m755 x /usr/local/bin/x", "rm -f /etc/x.conf"),
  ...at("post_install()", "warning", "rm -rf /home/*/.config/quietly"),
  ...at(
    "build()",
    null,
    'cp x "$pkgdir/usr/bin/x"',
    "rm -rf build",
    'export HOME="$srcdir/home"\nmkdir -p "$HOME/.config" && cp x "$HOME/.config/x"',
    "make 2> /dev/null",
    "mkdir -p ~/.cache/x",
    "sed -i -e 's|/usr/local|/usr|' -e '/x/d' Makefile",
  ),
  ...at("post_install()", null, "rm -rf /var/cache/quietly", "rm -f /opt/quietly/old"),
]);

testRule(weakenedSecurity, [
  ...at(
    "post_install()",
    "alarm",
    "sed -i 's/SigLevel.*/SigLevel = Never/' /etc/pacman.conf",
    "pacman-key --lsign-key X",
    "echo 'x ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers",
    "useradd -p x -G wheel x",
    "systemctl disable --now firewalld",
    "insmod x.ko",
    "echo '0.0.0.0 archlinux.org' >> /etc/hosts",
  ),
  ...at("post_install()", "warning", "usermod -aG video x", "modprobe v4l2loopback"),
  ...at(
    "post_install()",
    null,
    "useradd -r -d /var/lib/x -s /usr/bin/nologin x",
    "echo 'add [x] to /etc/pacman.conf'",
    "cat /etc/pacman.conf",
    "modprobe -r x",
    "systemctl stop quietly",
  ),
  ...at("package()", null, 'install -Dm440 x "$pkgdir/etc/sudoers.d/x"'),
]);

testRule(privilegeEscalation, [
  ...at("build()", "alarm", "sudo make install", "pkexec ./x", "su -c make", "docker run -v /:/host x"),
  ...at("post_install()", "note", "sudo -u quietly quietly --init"),
  ...at(
    "build()",
    null,
    "echo sudo make install",
    "make SUDO=sudo",
    "./configure --with-sudo",
    "docker --version",
  ),
]);

testRule(privilegedFile, [
  ...at("top level", "alarm", "chmod 4755 x"),
  ...at(
    "package()",
    "warning",
    'chmod 4755 "$pkgdir/usr/bin/x"',
    "chmod u+s x",
    'install -Dm4755 x "$pkgdir/usr/bin/x"',
  ),
  ...at("post_install()", "warning", "setcap cap_net_raw+ep /usr/bin/x"),
  ...at("package()", "note", 'chmod 4755 "$pkgdir/opt/x/chrome-sandbox"'),
  ...at(
    "package()",
    null,
    'chmod 1777 "$pkgdir/var/x"',
    'chmod 0755 "$pkgdir/x"',
    'install -Dm755 x "$pkgdir/x"',
    "chmod +x x",
  ),
]);

testRule(copiedShell, [
  ...at("post_install()", "alarm", "cp /bin/bash /usr/lib/x"),
  ...at(
    "package()",
    null,
    'ln -s /bin/sh "$pkgdir/usr/bin/x"',
    "cp bash x",
    'install -m755 /usr/bin/bash "$pkgdir/x"',
  ),
]);

testRule(detachedProcess, [
  ...at("build()", "alarm", "nohup ./x &", "setsid -f x", "/tmp/x --all", "./x & disown"),
  ...at("check()", "warning", "setsid ./server"),
  ...at("build()", null, "./server &\nkill $!", "cp x /tmp/x", "echo nohup"),
]);
