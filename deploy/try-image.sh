#!/bin/sh
# Tries the image without a container engine, as root on Debian 12: `npm run image`. Makes its root directory in an empty
# directory from the committed files, and runs it there as a container does: nothing else of the machine is visible, the
# root directory is read-only, the user is one that the machine does not know, and tini is process 1. It scans a film, asks
# the health check, and stops by SIGTERM.
set -eu
most_megabytes=330
user=4711
port=8766

checkout=$(CDPATH='' cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

echo "Making the root directory of the image…"
mkdir "$work/source" "$work/image" "$work/config" "$work/media"
git -C "$checkout" archive HEAD | tar -x -C "$work/source"
"$work/source/deploy/make-image-root.sh" "$work/source" "$work/image" > "$work/made.log" 2>&1 || { cat "$work/made.log"; exit 1; }
megabytes=$(du -sm "$work/image" | cut -f1)
compressed=$(tar -C "$work/image" -c . | gzip | wc -c)
echo "It has $megabytes MB, and $((compressed / 1000000)) MB compressed."
[ "$megabytes" -le "$most_megabytes" ] || { echo "That is more than $most_megabytes MB."; exit 1; }

cp "$checkout/samples/clips/h264-aac-faststart.mp4" "$work/media/film.mp4"
chown "$user" "$work/config"
cat > "$work/in-container.sh" <<'END'
set -eu
root=$1 user=$2
shift 2
mount --bind "$root/image" "$root/image"
mount -o remount,ro,bind "$root/image"
mount -t proc proc "$root/image/proc"
mount --bind /dev "$root/image/dev"
mount -t tmpfs tmpfs "$root/image/tmp"
mount --bind "$root/config" "$root/image/config"
mount --bind "$root/media" "$root/image/media"
mount -o remount,ro,bind "$root/image/media"
exec env -i PATH=/usr/bin:/bin HOME=/config NODE_ENV=production GLEANER_DATA=/config GLEANER_ROOTS=/media \
  GLEANER_HOST=127.0.0.1 GLEANER_TOKEN="$GLEANER_TOKEN" GLEANER_PORT="$GLEANER_PORT" \
  "$(command -v chroot)" --userspec="$user:$user" "$root/image" /usr/bin/tini-static -- "$@"
END
export GLEANER_TOKEN="a token of the trial" GLEANER_PORT="$port"
in_container() { unshare --mount --pid --fork sh "$work/in-container.sh" "$work" "$user" "$@"; }

echo "Asking the doctor…"
in_container gleaner doctor
echo "Starting the server…"
unshare --mount --pid --fork sh "$work/in-container.sh" "$work" "$user" gleaner serve 2> "$work/server.log" &
server=$!
until grep -q "Gleaner is at" "$work/server.log"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log"; exit 1; }
  sleep 0.2
done
in_container wget -q -O /dev/null "http://127.0.0.1:$port/health/live"
echo "The health check is satisfied."
in_container gleaner scan /media --server "http://127.0.0.1:$port"
in_container gleaner videos --server "http://127.0.0.1:$port"
# What a container engine sends to process 1, which is a child of unshare.
kill -TERM "$(tr -d ' ' < "/proc/$server/task/$server/children")"
wait "$server"
server=
grep -q "Stopping the server" "$work/server.log"
[ -s "$work/config/gleaner.db" ]
echo "The server has stopped by SIGTERM. The library is in /config."
