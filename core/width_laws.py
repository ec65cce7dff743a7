"""The laws by which the widths of lines on a map follow amounts."""

from core.text import N_

LINEAR, ROOT, CLASSES = "linear", "root", "classes"
WIDTH_LAWS = {
    LINEAR: N_("In proportion to the amount"),
    ROOT: N_("By the square root of the amount"),
    CLASSES: N_("In four classes"),
}
