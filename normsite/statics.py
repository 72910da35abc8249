"""Static files under names that change with their content, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What our modules import is named anew like everything else. Django's own way to do that reads other people's bundles as well.
OUR_IMPORTS = ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)")""", """from "%(url)s\""""),))


class Named(ManifestStaticFilesStorage):
    patterns = (*ManifestStaticFilesStorage.patterns, OUR_IMPORTS)


class Compressed(CompressedManifestStaticFilesStorage):
    patterns = (*CompressedManifestStaticFilesStorage.patterns, OUR_IMPORTS)
