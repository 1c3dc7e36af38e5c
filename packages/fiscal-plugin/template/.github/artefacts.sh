#!/bin/sh
# Runs a command with the branch `artefacts` of this repository in the folder artefacts, and pushes what the command changed
# there. Tills look into that branch: give it out with GitHub Pages, or replace the two git lines by the copy to your server.
set -eu
if git fetch --quiet --depth 1 origin artefacts 2>/dev/null; then
  git worktree add --quiet --force --detach artefacts FETCH_HEAD
else
  git worktree add --quiet --force --detach artefacts HEAD
  git -C artefacts checkout --quiet --orphan artefacts
  git -C artefacts rm --quiet -rf .
fi
trap 'git worktree remove --force artefacts' EXIT
"$@"
git -C artefacts add --all
if git -C artefacts diff --cached --quiet; then echo 'nothing new'; exit 0; fi
git -C artefacts -c user.name=artefacts -c user.email=artefacts@localhost commit --quiet --message "$*"
git -C artefacts push --quiet origin HEAD:refs/heads/artefacts
