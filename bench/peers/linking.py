"""Network and payment linking alone: accounts that share a card, an address, a credential or a device are one component.

A value that more than `POPULAR` accounts share links nobody (campus and company networks, popular clients). The score
is the size of the account's component; three accounts or more are flagged (assumed: fraud tools state no number; a
family of two is common).
"""
import numpy as np

POPULAR = 50
ASSUMED_SIZE = 3


class Components:
    def __init__(self, count):
        self.parent = list(range(count))

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a, b):
        self.parent[self.find(a)] = self.find(b)

    def sizes(self):
        roots = np.array([self.find(i) for i in range(len(self.parent))])
        return np.bincount(roots, minlength=len(roots))[roots].astype(float)


def component_sizes(count, *sharings):
    components = Components(count)
    for sharing in sharings:
        for accounts in sharing.values():
            if 2 <= len(accounts) <= POPULAR:
                first, *others = sorted(accounts)
                for other in others:
                    components.join(first, other)
    return components.sizes()


def linking_scores(world):
    count = len(world.accounts)
    found = {"link_payment": (world.payments,), "link_address": (world.addresses,),
             "link_all": (world.payments, world.addresses, world.credentials, world.devices)}
    return {name: (component_sizes(count, *sharings), ASSUMED_SIZE - 0.5, "assumed: three accounts or more")
            for name, sharings in found.items()}
