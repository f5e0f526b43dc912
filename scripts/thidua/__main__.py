"""Run the command line as ``python -m thidua``."""

from thidua.cli.main import main

if __name__ == "__main__":
    main()
