#!/usr/bin/env bash
# Reruns the published results that the models so far can run, on the published folds, and writes one JSON file each.
# Usage: experiments/published.sh [folder for the results, default results/published]
# The data are found through GENRELAB_DATA, else beside the checkout. Takes about a quarter of an hour on two cores.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
data=${GENRELAB_DATA:-$here/../shared/data}
out=${1:-results/published}
mkdir -p "$out"
dotnet build -c Release -v q --nologo "$here/src/GenreLab.Cli" > /dev/null
train() { # train NAME FILE OPTIONS…
  local name=$1
  shift
  dotnet "$here/src/GenreLab.Cli/bin/Release/net10.0/GenreLab.Cli.dll" train "$@" --json -q > "$out/$name.json"
  echo "$name written"
}

# A: 114 genres, the published options (min-max scaling, codes as numbers, Adam as in Keras, the last epoch's weights), then GenreLab's own.
tracks=("$data/spotify-tracks/dataset.csv" --split-file "$data/splits/spotify-tracks.published.csv")
keras=(--scale min-max --one-hot false --set epochs=1000 --set batchSize=10000 --set optimizer=adam --set epsilon=1e-7
  --set schedule=constant --set learningRate=0.001 --set weightDecay=0 --set labelSmoothing=0 --set restoreBest=false)
train tracks-softmax-published "${tracks[@]}" "${keras[@]}" --model softmax
train tracks-mlp-published "${tracks[@]}" "${keras[@]}" --model mlp --set hidden=100,150,150,150 --set dropout=0
train tracks-mlp-dropout-published "${tracks[@]}" "${keras[@]}" --model mlp --set hidden=100,150,150,150 --set dropout=0.2,0,0,0
train tracks-softmax "${tracks[@]}" --model softmax
train tracks-mlp "${tracks[@]}" --model mlp

# B: six genres, ten features by ANOVA. The published test rows also chose the epoch; here 16 % of the training rows do.
songs=("$data/spotify-songs/spotify_songs.csv" --split-file "$data/splits/spotify-songs.published.csv")
ten=danceability,energy,loudness,speechiness,acousticness,instrumentalness,valence,duration_ms,popularity,tempo
train songs-mlp-published "${songs[@]}" --features "$ten" --scale standard --model mlp --set hidden=512,256,128,64 --set batchNorm=true \
  --set dropout=0.3 --set optimizer=adam --set learningRate=0.005 --set weightDecay=0 --set labelSmoothing=0.05 \
  --set schedule=reduceOnPlateau --set batchSize=64 --set epochs=50 --set patience=8
train songs-mlp "${songs[@]}" --model mlp

# C: five genres, 13 numeric columns and the year; scored on the published validation rows, then on test.csv.
five=("$data/five-genres/train.csv" --split-file "$data/splits/five-genres.train.published.csv" --year)
train five-mlp-published "${five[@]}" --scale standard --one-hot false --raw mode --model mlp --set hidden=128,16 --set dropout=0.3 \
  --set optimizer=adam --set learningRate=0.001 --set weightDecay=0 --set labelSmoothing=0 --set schedule=constant \
  --set batchSize=32 --set clipNorm=1.5 --set epochs=20 --save "$out/five-mlp-published.genre"
dotnet "$here/src/GenreLab.Cli/bin/Release/net10.0/GenreLab.Cli.dll" evaluate "$out/five-mlp-published.genre" "$data/five-genres/test.csv" --json -q > "$out/five-mlp-published-test.json"
