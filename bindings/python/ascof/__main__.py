"""`python -m ascof` is the console command."""

import sys

from ascof._cli import main

sys.exit(main())
