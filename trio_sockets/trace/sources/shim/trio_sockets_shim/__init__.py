"""The modules that `sitecustomize` loads: they report a program's socket calls.

They run in the program's own Python, 3.8 or later, which may have no packages installed. They
import only built-in modules and modules that `site` has already loaded, because a program may have
a file with the name of any other module.
"""

import os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
"""The folder of the shim: its files are not the program's."""

LIBRARY = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
"""The folder of the standard library."""

OTHERS = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
"""Folders of installed packages, which may lie inside that one."""
