# Stands in for setuptools while pip saves a source package. pip asks the build backend for a package's metadata
# before it saves the package; the backend that the package names would run the package's own setup.py. This one
# gives the metadata that the package carries in PKG-INFO, and runs nothing of it.
import email.parser
import os
import shutil
import sys


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as carried:
        headers = email.parser.HeaderParser().parse(carried, headersonly=True)
    folder = "{}-{}.dist-info".format(headers["Name"].replace("-", "_"), headers["Version"])
    os.makedirs(os.path.join(metadata_directory, folder))
    shutil.copy("PKG-INFO", os.path.join(metadata_directory, folder, "METADATA"))
    return folder


__legacy__ = sys.modules[__name__]
