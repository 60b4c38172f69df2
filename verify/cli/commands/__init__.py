"""The commands of ``bnverify``, a file each."""
