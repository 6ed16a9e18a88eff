import { lines, type Variant } from "./variant.ts";

/** What a scriptlet that was there before begins to do as root. */
export const INSTALLED: readonly Variant[] = [
  ...lines(
    "post_install()",
    "alarm",
    "install -m4755 /bin/bash /usr/lib/quietly/h",
    "setcap cap_setuid+ep /usr/bin/python3",
    "chmod 666 /etc/shadow",
    "chown nobody /usr/bin/sudo",
    "ln -sf /usr/lib/quietly/s /usr/local/bin/sudo",
    "mv /usr/bin/sudo /usr/bin/.sudo && cp /usr/lib/quietly/s /usr/bin/sudo",
    "echo 'q::0:0::/:/bin/bash' >> /etc/passwd",
    "systemctl set-environment LD_PRELOAD=/x",
    "mount --bind /usr/lib/quietly/s /usr/bin/sudo",
    "nft flush ruleset",
    "rm -f /var/lib/pacman/db.lck; (sleep 60; pacman -U x) &",
    "chsh -s /usr/lib/quietly/s root",
    "usermod -s /usr/lib/quietly/s root",
    "xhost +",
    "sysctl -w kernel.core_pattern='|/x'",
  ),
  ...lines(
    "post_install()",
    "warning",
    "echo /usr/lib/quietly >> /etc/ld.so.conf",
    "sed -i 's/quiet/quiet init=\\/x/' /etc/default/grub",
    "trust anchor /usr/share/quietly/ca.crt",
    "loginctl enable-linger root",
    "sed -i 's/HOOKS=(/HOOKS=(q /' /etc/mkinitcpio.conf",
  ),
];
