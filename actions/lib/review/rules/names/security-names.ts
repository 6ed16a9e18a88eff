/** Packages that decide what a machine trusts, verifies, or keeps apart: taking their place is never by the way. */
export const SECURITY_RELEVANT: ReadonlySet<string> = new Set(
  `apparmor archlinux-keyring audit base bash bubblewrap ca-certificates ca-certificates-mozilla ca-certificates-utils
  clamav coreutils cryptsetup dbus doas fail2ban fakeroot filesystem firejail firewalld git glibc gnupg gnutls iptables
  iptables-nft keepassxc libcap libseccomp linux linux-hardened linux-lts linux-zen login nftables opendoas openssh
  openssl opensnitch p11-kit pacman pacman-contrib pacman-mirrorlist pam pambase polkit rkhunter sbctl sbsigntools
  shadow shim sudo systemd systemd-libs tpm2-tss ufw usbguard util-linux zsh`.split(/\s+/),
);
