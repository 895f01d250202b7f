cd /tmp/w17/m17
for n in $*; do echo "== $n"; git pull -q --no-rebase --no-edit /tmp/w17/$n main 2>&1 | grep -v "Auto-merg" | tail -8; u="$(git diff --name-only --diff-filter=U)"; if [ "$u" = CHANGELOG.md ]; then python3 /tmp/w17/keep.py both CHANGELOG.md; git add -A; git commit -qm "Merge main of $n"; elif [ -n "$u" ]; then echo "CONFLICT $u"; break; fi; done
