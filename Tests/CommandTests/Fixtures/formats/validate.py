"""Holds reports of leadpact against the readers and schemas that others publish.

    validate.py REPORT-SCHEMA SARIF-SCHEMA JUNIT-XSD FILE…

The kind of a file is its ending: .json, .sarif, .xml, .md, .jsonl. A path that does not exist is not held against. Prints one line
a fault; nothing where all is well.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema
import junitparser
import markdown_it
import xmlschema


def schema_errors(schema, document):
    validator = jsonschema.validators.validator_for(schema)(schema)
    for error in list(validator.iter_errors(document))[:5]:
        yield f"{error.json_path}: {error.message[:200]}"


def json_errors(path, schema):
    document = json.loads(path.read_text(encoding="utf-8"))
    yield from schema_errors(schema, document)


def junit_errors(path, xsd):
    if xsd:
        for error in list(xsd.iter_errors(str(path)))[:5]:
            yield f"{error.path}: {error.reason}"
    suites = junitparser.JUnitXml.fromfile(str(path))
    for suite in suites:
        cases = list(suite)
        kinds = [type(result).__name__ for case in cases for result in case.result]
        counts = (suite.tests, suite.failures, suite.errors, suite.skipped)
        found = (len(cases), kinds.count("Failure"), kinds.count("Error"), kinds.count("Skipped"))
        if counts != found:
            yield f"{suite.name} counts {counts}, and holds {found}"


def markdown_errors(path):
    """Every table has as many cells in each row as in its head, and no line of one is left as text."""
    text = path.read_text(encoding="utf-8")
    if len(text.encode()) >= 1 << 20:
        yield "1 MiB and more"
    html = markdown_it.MarkdownIt("commonmark").enable("table").render(text)
    tree = ElementTree.fromstring(f"<body>{html}</body>")
    for table in tree.iter("table"):
        head = len(table.findall("./thead/tr/th"))
        for row in table.findall("./tbody/tr"):
            if len(row.findall("td")) != head:
                yield f"a row of {len(row.findall('td'))} cells under {head}"
    for paragraph in tree.iter("p"):
        if "".join(paragraph.itertext()).startswith("|"):
            yield "a row of a table is text"


def main():
    report, sarif, junit, *files = sys.argv[1:]
    report, sarif = (json.loads(pathlib.Path(path).read_text()) if pathlib.Path(path).exists() else {} for path in (report, sarif))
    xsd = xmlschema.XMLSchema(junit) if pathlib.Path(junit).exists() else None
    row = {"definitions": report.get("definitions", {}), "$ref": "#/definitions/verdict"}
    for name in files:
        path = pathlib.Path(name)
        if path.suffix == ".json":
            errors = json_errors(path, report)
        elif path.suffix == ".sarif":
            errors = json_errors(path, sarif)
        elif path.suffix == ".xml":
            errors = junit_errors(path, xsd)
        elif path.suffix == ".md":
            errors = markdown_errors(path)
        else:
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            errors = (error for line in lines if line["type"] == "verdict" for error in schema_errors(row, line["verdict"]))
        for error in errors:
            print(f"{path.name}: {error}")


main()
