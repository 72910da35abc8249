"""Static files under names that change with their content."""

import pytest
from django.core.files.base import ContentFile

from normsite.statics import Compressed, Named


@pytest.mark.parametrize("storage", [Named, Compressed])
def test_what_our_modules_import_is_named_anew_and_nothing_in_the_bundles_of_others(tmp_path, storage):
    files = storage(location=tmp_path, base_url="/static/")
    words = {
        "js/one.js": 'import { two } from "./two.js";\ntwo();\n',
        "js/two.js": "export const two = () => {};\n",
        "bundle/big.js": 'import { two } from "./two.js";',
    }
    for name, text in words.items():
        files.save(name, ContentFile(text.encode()))
    done = {name: new for name, new, problem in files.post_process({name: (files, name) for name in words}) if new}
    assert files.open(done["js/one.js"]).read().decode() == f'import {{ two }} from "./{done["js/two.js"][3:]}";\ntwo();\n'
    assert files.open(done["bundle/big.js"]).read().decode() == words["bundle/big.js"]
