#!/bin/sh
# Every check and every test; in CI nothing that the machine could do may be skipped (see tests/conftest.py).
set -eu
bin=.venv/bin
# Pools of threads of three workers only wait for one another; bytecode is written once for all of them
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=
echo "Format, lint, contracts, types ..."
$bin/mypy &
types=$!
if [ "${CI:-}" = true ]; then make --no-print-directory .venv/.cluster; fi
$bin/ruff format --check -q .
$bin/ruff check -q .
$bin/lint-imports --no-logo >.import-linter.log 2>&1 || { cat .import-linter.log; exit 1; }
rm -f .import-linter.log
TEREZI_HOME=$(mktemp -d) DJANGO_SETTINGS_MODULE=terezi.site.settings $bin/django-admin makemigrations --check --dry-run
wait "$types"
# Three at a time on two cores: much of the time is waiting for browsers, brokers and Java
echo "Tests on SQLite ..."
$bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 30
# Once more what the record promises: pages, papers, names, rules and drawings are the same Python on both
sh tests/postgres.sh $bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests/desk \
  --ignore-glob="*pages*" --ignore-glob="*_portal.py" --ignore-glob="*test_certificate_[pv]*" \
  --ignore-glob="*test_screening_*" --ignore-glob="*_law.py" --ignore-glob="*_letter.py" \
  --ignore-glob="*_rules.py" --ignore-glob="*_content.py" --ignore-glob="*test_chart_*" \
  --ignore-glob="*_picture.py" --ignore-glob="*test_settings.py" \
  --deselect tests/desk/test_audit.py::test_a_row_edited_with_sqlite_behind_the_applications_back_is_named_on_the_command_line \
  --deselect tests/desk/test_audit.py::test_sqlite_too_refuses_to_change_the_journal \
  tests/jobs/test_bill_month.py tests/jobs/test_hand_over_leads.py tests/jobs/test_load.py tests/jobs/test_nightly.py
