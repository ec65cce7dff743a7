# All the work is in installer/setup.py, so that Windows, which has no make, can do the same.
PYTHON ?= python3

.PHONY: run test
run:
	@$(PYTHON) installer/setup.py run

test:
	@$(PYTHON) installer/setup.py test
