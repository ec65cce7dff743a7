"""A QField packet as QGIS opens it: run with the system's Python, which has QGIS's binding, on an unpacked packet.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/story/qfield_packet.py FOLDER [PICTURE.png]

Opens project.qgz, holds layers, relations, forms and system against what the packet promises, edits a firm, fills in an
open amount and adds a link as a surveyor would, and draws the map. Prints a line for each; exit code 1 where one fails.
What it gave is written in RESULTS.md beside it.
"""

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QSize


def held(what, fact):
    """Print a fact and whether it holds."""
    sys.stdout.write(f"{'held' if fact else 'NOT held'}: {what}\n")
    return bool(fact)


def layer(project, name):
    """A layer by its table."""
    return project.mapLayer(f"survey_layer_{name}")


def opened(project):
    """Layers, paths, system and relations."""
    layers = project.mapLayers().values()
    yield held(f"{len(layers)} layers, all valid", layers and all(one.isValid() for one in layers))
    yield held(f"system {project.crs().authid()}", project.crs().authid() in ("EPSG:4490", "EPSG:4326"))
    relations = project.relationManager().relations()
    wrong = [f"{name}: {one.validationError()}" for name, one in relations.items() if not one.isValid()]
    yield held(f"{len(relations)} relations, all valid {wrong}", len(relations) >= 4 and not wrong)
    firms = layer(project, "actor")
    gives = relations["firm_gives"]
    told = sum(1 for firm in firms.getFeatures() for _ in gives.getRelatedFeatures(firm))
    yield held(f"{firms.featureCount()} firms give {told} links", told > 0)
    inside = layer(project, "flow")
    amounts = sum(1 for one in inside.getFeatures() for _ in relations["link_amounts"].getRelatedFeatures(one))
    yield held(f"{inside.featureCount()} links have {amounts} amounts", amounts > 0)


def formed(project):
    """Widgets, words, titles and what new rows begin with."""
    firms, links, amounts = (layer(project, name) for name in ("actor", "flow", "flow_amount"))
    kinds = {name: firms.editorWidgetSetup(firms.fields().indexOf(name)).type() for name in ("status", "photo", "uid")}
    wanted = {"status": "ValueMap", "photo": "ExternalResource", "uid": "Hidden"}
    yield held(f"widgets {kinds}", kinds == wanted)
    words = firms.editorWidgetSetup(firms.fields().indexOf("status")).config()["map"]
    yield held(f"words of the status {words[0]}", len(words) == 5)
    yield held(
        "a partner is chosen by name",
        links.editorWidgetSetup(links.fields().indexOf("receiver_id")).type() == "ValueRelation",
    )
    fresh = QgsVectorLayerUtils.createFeature(amounts)
    yield held(f"a new amount: {fresh['origin']}, {fresh['grade']}, {fresh['year']}", fresh["origin"] == "survey")
    yield held(f"a new uid {fresh['uid']}", len(str(fresh["uid"])) == 36)
    tabs = firms.editFormConfig().tabs()
    yield held(f"tabs {[tab.name() for tab in tabs]}", len(tabs) >= 3)


def edited(project):
    """A firm put right, an open amount filled in, a new link with its amount, all saved."""
    firms, links, amounts = (layer(project, name) for name in ("actor", "flow", "flow_amount"))
    counts = links.featureCount(), amounts.featureCount()
    firm = next(firms.getFeatures())
    firms.startEditing()
    firms.changeAttributeValue(firm.id(), firms.fields().indexOf("note"), "seen at the gate")
    firms.changeAttributeValue(firm.id(), firms.fields().indexOf("photo"), f"DCIM/{firm['page']}_1.jpg")
    yield held("a firm is put right", firms.commitChanges())
    open_one = next(one for one in amounts.getFeatures() if one["origin"] == "survey")
    amounts.startEditing()
    amounts.changeAttributeValue(open_one.id(), amounts.fields().indexOf("value_entered"), 1234.5)
    links.startEditing()
    link = QgsVectorLayerUtils.createFeature(links)
    names = {"sender_id": firm["uid"], "commodity_id": next(layer(project, "commodity_name").getFeatures())["uid"]}
    for name, value in names.items():
        link[name] = value
    links.addFeature(QgsFeature(link))
    yield held("a link is added", links.commitChanges())
    row = QgsVectorLayerUtils.createFeature(amounts)
    row["flow_id"], row["value_entered"], row["unit_entered"] = link["uid"], 10.0, "t"
    amounts.addFeature(row)
    yield held("amounts are filled in and added", amounts.commitChanges())
    yield held("one row more of each", (links.featureCount(), amounts.featureCount()) == (counts[0] + 1, counts[1] + 1))


def drawn(project, picture):
    """The map as a picture."""
    settings = QgsMapSettings()
    settings.setLayers([one for one in project.layerTreeRoot().checkedLayers() if one.isSpatial()])
    settings.setDestinationCrs(project.crs())
    extent = layer(project, "actor").extent()
    extent.grow(0.2 * max(extent.width(), extent.height(), 0.01))
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1000, 800))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    yield held("drawn without a complaint", not job.errors() and job.renderedImage().save(picture))


def main(folder, picture=""):
    """Go through everything; 0 where all holds."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    facts = [held("the project is read", project.read(str(Path(folder) / "project.qgz")))]
    for part in (opened(project), formed(project), edited(project)):
        facts += part
    facts += drawn(project, picture) if picture else ()
    project.clear()
    application.exitQgis()
    return 0 if all(facts) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
