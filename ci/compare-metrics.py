"""Compares the structure of graphs, a line of JSON for each, with what networkx computes. See compare-metrics.sh."""

import itertools
import json
import math
import sys

import networkx


def balanced_tree(nodes):
    """Returns the CCD of a balanced binary tree: the sum of the sizes of all subtrees."""
    if nodes == 0:
        return 0
    return nodes + balanced_tree((nodes - 1) // 2) + balanced_tree(nodes - 1 - (nodes - 1) // 2)


def smallest_cut(graph):
    """Returns the smallest weight of dependencies whose removal leaves no cycle, by trying all orders of the nodes."""
    def against(order):
        place = {node: at for at, node in enumerate(order)}
        return sum(weight for a, b, weight in graph.edges(data="weight") if place[a] > place[b])
    return min(against(order) for order in itertools.permutations(graph))


def compare(found):
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(found["nodes"]))
    for a, b, weight in found["edges"]:
        if a != b:
            before = graph.get_edge_data(a, b, {"weight": 0})["weight"]
            graph.add_edge(a, b, weight=before + weight)
    nodes = list(graph)
    assert found["efferent"] == [graph.out_degree(node) for node in nodes]
    assert found["afferent"] == [graph.in_degree(node) for node in nodes]
    reaches = [len(networkx.descendants(graph, node)) + 1 for node in nodes]
    reached_by = [len(networkx.ancestors(graph, node)) + 1 for node in nodes]
    assert (found["reaches"], found["reached_by"]) == (reaches, reached_by)
    assert math.isclose(found["propagation_cost"], sum(reaches) / len(nodes) ** 2)
    assert math.isclose(found["normalized"], sum(reaches) / balanced_tree(len(nodes)))

    components = [sorted(one) for one in networkx.strongly_connected_components(graph) if len(one) > 1]
    components.sort(key=lambda one: (-len(one), one))
    assert found["cycles"] == components

    condensed = networkx.condensation(graph)
    levels = {}
    for component in reversed(list(networkx.topological_sort(condensed))):
        levels[component] = 1 + max((levels[below] for below in condensed.successors(component)), default=0)
    assert found["level"] == [levels[condensed.graph["mapping"][node]] for node in nodes]

    if components:
        core = components[0][0]
        def role(node):
            if node in components[0]:
                return "core"
            if reaches[node] >= reaches[core]:
                return "control"
            return "shared" if reached_by[node] >= reached_by[core] else "peripheral"
        assert found["roles"] == [role(node) for node in nodes]
    else:
        assert found["roles"] == [None] * len(nodes)

    minima = 0
    for component, cut, is_minimum in zip(components, found["cuts"], found["minimum"]):
        left = graph.subgraph(component).copy()
        weight = sum(left.edges[a, b]["weight"] for a, b in cut)
        if is_minimum and len(component) <= 8:
            assert weight == smallest_cut(left)
            minima += 1
        left.remove_edges_from(map(tuple, cut))
        assert networkx.is_directed_acyclic_graph(left)
    return len(components), minima


with open(sys.argv[1], encoding="utf-8") as file:
    counts = [compare(json.loads(line)) for line in file]
cycles, minima = map(sum, zip(*counts))
assert len(counts) >= 200 and cycles > 50 and minima > 10, (len(counts), cycles, minima)
print(f"networkx: {len(counts)} graphs with {cycles} cyclic groups are equal, {minima} cuts are the smallest")
