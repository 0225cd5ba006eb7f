"""The version of this program, as the changelog and the package name it."""

VERSION = "0.1.0"
