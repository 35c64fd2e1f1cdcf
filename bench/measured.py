"""Run a module as main and print the peak memory of this process last, in KiB."""

import resource
import runpy
import sys

module, *arguments = sys.argv[1:]
sys.argv = [module, *arguments]
runpy.run_module(module, run_name="__main__")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
