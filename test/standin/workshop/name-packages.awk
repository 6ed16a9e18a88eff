# Decides which deb goes into which pacman package. Input: file, Debian's name, version, size of every deb.
# Output: repository, package, version, "deb deb ..." (files), size. Beside it `owners`: Debian's name, package.
# Variables: core, extra, left_out, in_core, owners (files).
BEGIN {
  FS = "\t"
  read_packages(core, "core")
  read_packages(extra, "extra")
  while ((getline line < left_out) > 0) skipped[line]
  while ((getline line < in_core) > 0) core_closure[substr(line, 3)] # "./name.deb"
}

!($2 in skipped) {
  package = $2 in owner ? owner[$2] : "debian-" $2
  if (!(package in version) || main_deb[package] == $2) version[package] = arch_version($3)
  if (!(package in repository)) repository[package] = $1 in core_closure ? "core" : "extra"
  debs[package] = debs[package] $1 " "
  size[package] += $4
  print $2 "\t" package > owners
}

END {
  for (package in repository)
    printf "%s\t%s\t%s\t%s\t%d\n", repository[package], package, package in version ? version[package] : "1-1", debs[package], size[package]
}

function read_packages(file, name, line, parts, names, count, i) {
  while ((getline line < file) > 0) {
    if (line ~ /^#/) continue
    split(line, parts, ":")
    repository[parts[1]] = name
    count = split(parts[2], names, " ")
    main_deb[parts[1]] = names[1]
    for (i = 1; i <= count; i++) owner[names[i]] = parts[1]
  }
}

# "1:1.3.dfsg+really1.3.1-1+b1" -> "1.3.1-1": no epoch, no Debian release, no repacking marks.
function arch_version(debian) {
  sub(/^[0-9]+:/, "", debian)
  sub(/-[^-]*$/, "", debian)
  sub(/.*\+really/, "", debian)
  sub(/[+~.](dfsg|ds|repack).*/, "", debian)
  gsub(/[^A-Za-z0-9._+]/, "", debian)
  return debian "-1"
}
