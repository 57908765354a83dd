#!/bin/sh
# Makes the root directory of the image in an empty directory: Gleaner, Node, and the few files of Debian that both need.
# The Containerfile runs it, and `npm run image` tries it without a container engine. Needs Debian 12, root and npm.
#
#   deploy/make-image-root.sh CHECKOUT ROOT
set -eu
checkout=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The npm package is what runs.
(cd "$checkout" && node scripts/setup.mjs && npm pack --ignore-scripts --silent --pack-destination "$work")
mkdir -p "$root/gleaner"
tar -xzf "$work"/gleaner-*.tgz -C "$root/gleaner" --strip-components=1

# The packages that it loads. The JavaScript of node-av is in dist/, so of node-av only its library is needed, and nothing
# of what node-av depends on: 50 MB less.
cp "$checkout/package-lock.json" "$root/gleaner/"
(
  cd "$root/gleaner"
  npm ci --omit=dev --include=optional --ignore-scripts --no-audit --no-fund --silent
  mkdir "$work/kept"
  mv node_modules/node-av node_modules/@seydx "$work/kept/"
  cp package.json "$work/"
  npm pkg delete optionalDependencies
  npm prune --omit=dev --ignore-scripts --no-audit --no-fund --silent
  cp "$work/package.json" .
  mv "$work/kept/node-av" "$work/kept/@seydx" node_modules/
  rm package-lock.json
)

# Node without the names for debuggers, 18 MB less. Its launcher looks for it there.
mkdir -p "$root/usr/bin" "$root/gleaner/node_modules/.bin"
strip --strip-unneeded -o "$root/usr/bin/node" "$(node -p process.execPath)"
ln -s /usr/bin/node "$root/gleaner/node_modules/.bin/node"
ln -s /gleaner/gleaner "$root/usr/bin/gleaner"

# Of Debian: the C and C++ libraries, a shell for the launcher, and tini, which passes signals on and ends processes that
# nobody waits for. Node has certificates and time zones of its own.
(
  cd "$work"
  apt-get -q download libc6 libgcc-s1 libstdc++6 busybox-static tini
  mkdir debian
  for package in *.deb; do dpkg --extract "$package" debian; done
  rm -rf debian/usr/share/doc debian/usr/share/gcc debian/usr/share/gdb debian/usr/share/man debian/usr/share/lintian
  rm -f debian/usr/bin/tini
  cp -a debian/. "$root/"
)
mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/proc" "$root/sys" "$root/tmp" "$root/config" "$root/media"
for name in sh cat dirname env id ls readlink uname wget; do [ -e "$root/bin/$name" ] || ln -s busybox "$root/bin/$name"; done
chmod 1777 "$root/tmp"
# Whoever runs the container may make a library, if nothing is mounted there.
chmod 1777 "$root/config"
printf 'root:x:0:0:root:/config:/bin/sh\ngleaner:x:1000:1000:Gleaner:/config:/bin/sh\n' > "$root/etc/passwd"
printf 'root:x:0:\ngleaner:x:1000:\n' > "$root/etc/group"
