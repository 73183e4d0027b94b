"""The worker as a program: `python -m configurator.jobs`, with the settings of the server.

`--beside ID` is what a server tells the worker it starts: end when I, that process, do.
"""

import os
import sys

from configurator.bad_settings import SettingsError
from configurator.jobs.worker import work_until_told
from configurator.logs import init_records
from configurator.settings import Settings
from configurator.storage.purposes import refuse_the_unsaid


def main() -> None:
    """Work until told to stop."""
    init_records()
    refuse_the_unsaid()
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    told = sys.argv[1:]
    work_until_told(settings, beside=int(told[1]) if told[:1] == ["--beside"] else None)


if __name__ == "__main__":
    main()
