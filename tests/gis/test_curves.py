import numpy as np
import pytest

from gis.curves import HEAD_LEAST, HEAD_RATIO, bent, enters_at, leaves_at, piece, sampled, with_heads

A, B = np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]])


def test_opposing_links_bow_to_different_sides() -> None:
    there, back = bent(A, B, np.array([0.2])), bent(B, A, np.array([0.2]))
    assert there[0, 1, 1] == pytest.approx(-20.0)  # upwards on paper: left of the way from A to B
    assert back[0, 1, 1] == pytest.approx(20.0)


def test_a_piece_of_a_curve_lies_on_the_curve() -> None:
    curve = bent(A, B, np.array([0.3]))
    part = piece(curve, np.array([0.25]), np.array([0.75]))
    np.testing.assert_allclose(sampled(part, np.array([0.5])), sampled(curve, np.array([0.5])))
    np.testing.assert_allclose(part[:, 0], sampled(curve, np.array([0.25]))[:, 0])


def test_curves_are_cut_where_they_leave_and_enter_their_signs() -> None:
    curve = bent(A, B, np.array([0.0]))
    assert leaves_at(curve, np.array([5.0])) == pytest.approx([0.05])
    assert enters_at(curve, np.array([10.0])) == pytest.approx([0.90])


def test_heads_are_wider_than_their_line_and_end_where_the_curve_ended() -> None:
    lines, heads = with_heads(bent(A, B, np.array([0.0])), np.array([3.0]))
    assert np.ptp(heads[0, :, 1]) == pytest.approx(HEAD_RATIO * 3.0)
    assert heads[0, 0].tolist() == pytest.approx([100.0, 0.0])
    assert lines[0, 2, 0] < 100.0


def test_thin_lines_have_heads_of_at_least_six_pixels() -> None:
    _, heads = with_heads(bent(A, B, np.array([0.0])), np.array([0.3]))
    assert np.ptp(heads[0, :, 1]) == pytest.approx(HEAD_LEAST)
    assert HEAD_LEAST / 25.4 * 96 >= 6


def test_the_head_of_a_short_link_takes_at_most_half_of_it() -> None:
    _, heads = with_heads(bent(A, B / 20, np.array([0.0])), np.array([4.0]))
    assert heads[0, 0, 0] - heads[0, 1, 0] <= 2.5 + 0.1
