#!/usr/bin/env bash
# Builds everything and runs all tests. Installs the two things they need beside the .NET SDK and Node.js:
# Chromium, in which the reports are looked at, and Open MPI, under which several ranks work together.
set -euo pipefail
cd "$(dirname "$0")"
missing=()
[ -n "${GENRELAB_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || missing+=(chromium)
command -v mpirun > /dev/null || missing+=(openmpi-bin libopenmpi3)
if [ ${#missing[@]} -gt 0 ] && command -v apt-get > /dev/null; then
  elevate=""
  [ "$(id -u)" -eq 0 ] || elevate=$(command -v sudo || true)
  $elevate apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $elevate apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
fi
dotnet test -c Release --nologo "$@"
