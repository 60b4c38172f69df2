"""Exact rational datasets: reading them, checking Assumptions 2.1 and 3.1 with a certificate, their spectrum.

In: files, arrays, data frames. Out: a ``Dataset`` of exact rationals, certificates, exact spectra.
Trusted: ``dataset`` and ``rationals``, in that each number is the one that was written; certificates verify themselves.
"""

from verify.data.assumption import Infeasible, UniformMargin, check_assumption
from verify.data.dataset import Dataset
from verify.data.formats.csv_format import write_dataset_csv
from verify.data.rationals import rational
from verify.data.readers import read_dataset
from verify.data.samples import sample_path
from verify.data.spectrum import Spectrum, spectrum

__all__ = [
    "Dataset",
    "Infeasible",
    "Spectrum",
    "UniformMargin",
    "check_assumption",
    "rational",
    "read_dataset",
    "sample_path",
    "spectrum",
    "write_dataset_csv",
]
