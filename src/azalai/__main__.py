"""``python -m azalai``: the command line, where the program is not on the path."""

from azalai.cli import main

if __name__ == "__main__":
    main()
