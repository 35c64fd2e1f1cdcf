#!/bin/sh
# Install what pip cannot: a compiler and ICU for the reading of names in any script, Pango and fonts for papers, OpenMP for learning.
set -eu
missing=""
command -v g++ >/dev/null || missing="$missing g++"
command -v pkg-config >/dev/null || missing="$missing pkg-config"
[ -e /usr/include/unicode/uspoof.h ] || ls /usr/include/*/unicode/uspoof.h >/dev/null 2>&1 || missing="$missing libicu-dev"
"${PYTHON:-python3}" -c 'import os, sysconfig; raise SystemExit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' || missing="$missing python3-dev"
[ -e /usr/share/doc/libpangoft2-1.0-0 ] || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"
[ -e /usr/share/doc/libharfbuzz-subset0 ] || missing="$missing libharfbuzz-subset0"
[ -e /usr/share/doc/fonts-noto-core ] || missing="$missing fonts-noto-core"
[ -e /usr/share/doc/libgomp1 ] || missing="$missing libgomp1"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "This machine lacks packages that only an administrator can install. Ask for: apt-get install$missing"
  exit 1
fi
echo "Installing$missing ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends $missing >/dev/null
