"""`python -m tiebeam` is the `tiebeam` command."""

from tiebeam.cli import main

if __name__ == "__main__":
    main()
