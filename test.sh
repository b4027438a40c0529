#!/usr/bin/env bash
# Builds everything and runs all tests. Installs the one thing they need beside the .NET SDK and Node.js:
# Chromium, in which the reports are looked at.
set -euo pipefail
cd "$(dirname "$0")"
if [ -z "${GENRELAB_CHROMIUM:-}" ] && [ ! -x /usr/bin/chromium ] && command -v apt-get > /dev/null; then
  elevate=""
  [ "$(id -u)" -eq 0 ] || elevate=$(command -v sudo || true)
  $elevate apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $elevate apt-get install -y -qq --no-install-recommends chromium > /dev/null
fi
dotnet test -c Release --nologo "$@"
