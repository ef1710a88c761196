"""A project with a bit of everything that vendors and authors write."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Project

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

INDEX = """\
Test site
=========

.. err:search::

.. err:categories::

.. err:categories::
   :service: obs

.. err:services::

.. toctree::
   :hidden:

   guide
   obs/index
   kit/index
   deep/er/tool
   with space/page two
   linking
   Every category <categories>
"""

LINKING = """\
Linking
=======

.. _site-label:

Roles
-----

* :err:code:`obs/403`, :err:code:`503`, :err:code:`Access denied <obs/403>`, :err:code:`kit/k.2`
* :err:code:`kit/K.1#500-Second-meaning`, :err:code:`kit/same`, :err:code:`kit/SAME`
* :err:category:`obs/4XX`, :err:category:`3XX`, :err:category:`client errors <obs/4XX>`
* :any:`obs/404`, :any:`obs/5XX`
"""

FIRST = """\
:original_name: first.html

.. _common:
.. _only-first:

First document
==============

|product| says "hello" [1]_ [#auto]_ [CIT]_, see `here`_ and :ref:`common` and :ref:`only-second`.

.. _here: https://example.com/first
.. |product| replace:: **Product one**
.. [1] Footnote one of the first.
.. [#auto] Automatic footnote of the first.
.. [CIT] Citation of the first.

.. _first-table:

.. table:: Codes of the first

   +-------+--------+---------------------+------------------------------+
   | Code  | Status | Message             | Cause                        |
   +=======+========+=====================+==============================+
   | K.1   | 500    | First meaning.      | * See `here`_ and [1]_.      |
   |       |        |                     | * See :ref:`common`.         |
   |       |        |                     | * See :ref:`site-label`.     |
   |       |        |                     | * See :ref:`nowhere`.        |
   +-------+--------+---------------------+------------------------------+
   | K.1   | 500    | Second meaning.     | .. note::                    |
   |       |        |                     |                              |
   |       |        |                     |    |product|, ``code``,      |
   |       |        |                     |    :ref:`only-second`        |
   |       |        |                     |    :ref:`text <first-table>` |
   +-------+--------+---------------------+------------------------------+
   | K.2   | 404    | "Third" -- meaning. | .. code-block:: none         |
   |       |        |                     |                              |
   |       |        |                     |    $ retry --now             |
   |       |        |                     |                              |
   |       |        |                     | .. image:: dot.png           |
   |       |        |                     |    :alt: a dot               |
   +-------+--------+---------------------+------------------------------+
"""

SECOND = """\
.. _common:
.. _only-second:

Second document
===============

|product| says [1]_ [#auto]_ [CIT]_, see `here`_ and :ref:`common` and :ref:`only-first`.

.. _here: https://example.com/second
.. |product| replace:: **Product two**
.. [1] Footnote one of the second.
.. [#auto] Automatic footnote of the second.
.. [CIT] Citation of the second.

.. list-table::
   :header-rows: 1

   * - Error Code
     - Description
   * - Same
     - In one spelling. [1]_
   * - SAME
     - In another: :ref:`common`.
   * - 错误 7
     - Not ASCII, |product|.
   * - A/B C
     - Not for an address.
   * - index
     - A reserved name.
"""

HIDDEN = """\
.. _hidden-label:

Hidden document
---------------

.. [1] A footnote nobody sees.

.. list-table:: Table of tools
   :header-rows: 1

   * - Error Code
     - Category
     - Solution
   * - TOOL-1
     - Mechanics
     - Turn it *off* and on again [1]_, see :ref:`hidden-label` and :ref:`only-first`.
   * - TOOL-2
     - Mechanics
     - Buy another.
"""

SPACED = """\
========== ===========
Error Code Description
========== ===========
SP-1       See :ref:`common`.
========== ===========
"""


def write(project: Project) -> None:
    """Write the project's pages and data."""
    project.index = False
    project.seed()
    project.write("source/index.rst", INDEX)
    project.write("source/linking.rst", LINKING)
    project.write("data/kit/first.rst", FIRST)
    project.write("data/kit/second.rst", SECOND)
    project.write("data/kit/dot.png", _PNG)
    project.page("kit/index", "kit/*.rst", text="Words of the page, see :ref:`site-label`. [1]_")
    path = project.folder / "source/kit/index.rst"
    path.write_text(path.read_text("utf-8") + "\n.. [1] Footnote of the page.\n", "utf-8")
    project.write("data/tool/hidden.rst", HIDDEN)
    project.page("deep/er/tool", "tool/*.rst", options=":hidden:")
    project.write("data/space d/my codes.rst", SPACED)
    project.page("with space/page two", '"', text="")
    project.write(
        "source/with space/page two.rst",
        'Spaces\n======\n\n.. err:tables:: "../../data/space d/my codes.rst"\n',
    )
