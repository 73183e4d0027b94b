"""The crowd: made-up people to test with, in any number, and the truth about them.

Only the demo, the benchmarks and tests may know it: a model that could look up the truth would
prove nothing.
"""
