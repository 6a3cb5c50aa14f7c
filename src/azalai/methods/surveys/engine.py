"""The one door to the survey library: variances by Taylor linearisation.

The library is `svy`, an extra of this package: it is imported here, when something is estimated,
and nowhere else. Arrays go in and plain numbers come out, so that another library, or none, can
take its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from azalai.model.errors import InputError
from azalai.model.surveys import LoneCluster

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Codes = NDArray[np.str_]

_RULES = {LoneCluster.CENTRE: "center", LoneCluster.CERTAIN: "skip"}


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Interviews as they were drawn.

    Attributes
    ----------
    stratum, cluster : array of str or None
        None where the design has none. Clusters are numbered within their stratum.
    size : array or None
        Clusters of the stratum in the frame (units where there are no clusters).
    cluster_size : array or None
        Units of the cluster in the frame.
    margins : tuple of (codes, totals)
        What weights are raked to.
    """

    weight: Floats
    stratum: Codes | None = None
    cluster: Codes | None = None
    size: Floats | None = None
    cluster_size: Floats | None = None
    margins: tuple[tuple[Codes, Mapping[str, float]], ...] = ()
    lone: LoneCluster = LoneCluster.ERROR

    def lone_strata(self) -> list[str]:
        """Strata with one cluster, whose variance cannot be known."""
        if self.stratum is None:
            whole = len(self.weight) if self.cluster is None else len(set(self.cluster))
            return ["–"] if whole < 2 else []
        units = range(len(self.weight)) if self.cluster is None else self.cluster
        pairs = set(zip(self.stratum.tolist(), units, strict=True))
        counted = Counter(stratum for stratum, _ in pairs)
        return sorted(stratum for stratum, many in counted.items() if many == 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate with its standard error and its degrees of freedom."""

    share: float
    se: float
    df: float


@dataclass(slots=True)
class Taylor:
    """Shares of one sample.

    Raises
    ------
    InputError
        ``extra_missing`` where the library is not installed; ``survey_lone_cluster``;
        ``survey_raking`` where weights cannot be brought to the margins.
    """

    sample: Sample
    _svy: Any = field(init=False, repr=False)
    _drawn: Any = field(init=False, repr=False)
    weight: Floats = field(init=False)
    """Weights that shares are made with: raked where there are margins."""

    def __post_init__(self) -> None:
        lone = self.sample.lone_strata()
        if lone and self.sample.lone is LoneCluster.ERROR:
            raise InputError("survey_lone_cluster", strata=", ".join(lone), count=len(lone))
        self._svy = _library()
        self._drawn = self._raked(self.sample)
        self.weight = self._drawn.data[self._drawn.design.wgt].to_numpy().astype(float)

    def shares(self, chosen: Flags, domain: Flags) -> list[Measured]:
        """The share of each column of `chosen` among the rows of `domain`.

        Rows outside the domain stay in the design: that they are outside is chance, too.
        """
        names, drawn = self._with(chosen.astype(float), domain=domain)
        inside = self._svy.col("domain") == True  # noqa: E712
        rows = [item.estimates[0] for item in drawn.estimation.mean(names, where=inside)]
        errors = [float(row.se) for row in rows]
        if self.sample.margins:
            errors = self._calibrated(chosen, domain, [float(row.est) for row in rows])
        return [
            Measured(float(row.est), se, float(row.df or 0))
            for row, se in zip(rows, errors, strict=True)
        ]

    def _calibrated(self, chosen: Flags, domain: Flags, shares: list[float]) -> list[float]:
        """Standard errors of raked shares: only what the margins leave open varies.

        The linearised share of each row is taken as a residual from its regression on the
        categories of the margins (Deville, Särndal and Sautory); with one margin that is its
        difference from the mean of its category, as after post-stratification. The library's own
        variance of raked means takes unweighted means of categories, as R does, and is not used.
        """
        whole = self.weight[domain].sum()
        added = np.where(domain[:, None], (chosen - np.array(shares)) / whole, 0.0)
        known = [codes == category for codes, totals in self.sample.margins for category in totals]
        root = np.sqrt(self.weight)[:, None]
        margins = np.column_stack(known).astype(float)
        fitted, *_ = np.linalg.lstsq(margins * root, added * root, rcond=None)
        names, drawn = self._with(added - margins @ fitted)
        return [float(item.estimates[0].se) for item in drawn.estimation.total(names)]

    def differences(self, chosen: Flags, domain: Flags, later: Flags) -> list[Measured]:
        """Share among the later rows less that among the others, their covariance considered."""
        names, drawn = self._with(chosen.astype(float), domain=domain, later=later)
        inside = self._svy.col("domain") == True  # noqa: E712
        found = []
        for name in names:
            both = drawn.estimation.mean(name, by="later", where=inside)
            row = both.contrast({True: 1, False: -1}).to_dicts()[0]
            found.append(Measured(float(row["est"]), float(row["se"]), float(row["df"])))
        return found

    def moved(self, margin: int, category: str, by: float) -> Floats:
        """The weights, were one total of a margin larger: how much hangs on a stock."""
        margins = list(self.sample.margins)
        codes, totals = margins[margin]
        margins[margin] = (codes, {**totals, category: totals[category] + by})
        if len(margins) > 1:
            # The other margins add up to the same again.
            before = sum(totals.values())
            margins = [
                (other, {key: value * (before + by) / before for key, value in sums.items()})
                if place != margin
                else (other, sums)
                for place, (other, sums) in enumerate(margins)
            ]
        drawn = self._raked(replace(self.sample, margins=tuple(margins)))
        weights: Floats = drawn.data[drawn.design.wgt].to_numpy().astype(float)
        return weights

    def _with(self, values: Floats, **flags: Flags) -> tuple[list[str], Any]:
        """The sample with columns to estimate."""
        polars = _polars()
        names = [f"y{index}" for index in range(values.shape[1])]
        added: dict[str, Any] = {name: values[:, index] for index, name in enumerate(names)}
        added |= flags
        frame = self._drawn.data.with_columns(
            **{name: polars.Series(name, column) for name, column in added.items()}
        )
        return names, self._svy.Sample(frame, self._drawn.design)

    def _raked(self, sample: Sample) -> Any:
        polars = _polars()
        columns: dict[str, Any] = {"weight": sample.weight}
        design: dict[str, Any] = {"wgt": "weight"}
        if sample.stratum is not None:
            columns["stratum"] = sample.stratum
            design["stratum"] = "stratum"
        if sample.cluster is not None:
            strata = sample.stratum if sample.stratum is not None else [""] * len(sample.weight)
            columns["cluster"] = [
                f"{h}\x1f{c}" for h, c in zip(strata, sample.cluster, strict=True)
            ]
            design["psu"] = "cluster"
        if sample.size is not None:
            columns["size"] = sample.size
            design["pop_size"] = "size"
            if sample.cluster_size is not None:
                columns["unit"] = [str(index) for index in range(len(sample.weight))]
                columns["units"] = sample.cluster_size
                design["ssu"] = "unit"
                design["pop_size"] = self._svy.PopSize(psu="size", ssu="units")
        if sample.lone in _RULES:
            design["singleton"] = _RULES[sample.lone]
        for index, (codes, _) in enumerate(sample.margins):
            columns[f"margin{index}"] = codes
        drawn = self._svy.Sample(polars.DataFrame(columns), self._svy.Design(**design))
        if not sample.margins:
            return drawn
        controls = {f"margin{index}": dict(m[1]) for index, m in enumerate(sample.margins)}
        try:
            raked = drawn.weighting.rake(
                controls=controls, wgt_name="raked", tol=1e-9, max_iter=500
            )
        except self._svy.SvyError as problem:
            raise InputError("survey_raking", problem=type(problem).__name__) from None
        return self._svy.Sample(raked.data, self._svy.Design(**{**design, "wgt": "raked"}))


def _library() -> Any:
    """The survey library, where it is installed."""
    try:
        return import_module("svy")
    except ImportError:
        raise InputError("extra_missing", package="svy", extra="surveys") from None


def _polars() -> Any:
    return import_module("polars")
