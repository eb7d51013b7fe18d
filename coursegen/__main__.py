"""`python -m coursegen` is the same as `coursegen`."""

import sys

from coursegen.cli import main

sys.exit(main())
