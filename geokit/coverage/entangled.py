MANY_CROSSINGS = 100_000
import numpy as np
def are_entangled(s): return np.zeros(len(s), bool)
