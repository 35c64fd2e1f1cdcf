#!/bin/sh
# Install what some tests drive: a browser, a database server, Java, a reader of PDF, a broker. Root only; otherwise those tests skip with a word.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v java >/dev/null || missing="$missing openjdk-17-jre-headless"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || missing="$missing mosquitto"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "Not root: tests that need$missing will skip."
  exit 0
fi
echo "Installing$missing ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends $missing >/dev/null
