"""A contract of our own for import-linter: the store of a slice belongs to that slice."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnStore(Contract):
    """Only modules of the same slice import its `store`; no slice and no tool can be forgotten in a list.

    `shared` names the exceptions, each as `store <- slice`.
    """

    shared = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Find each import of a slice's store from another slice or a tool."""
        allowed: Any = self.shared
        foreign = [
            (importer, store)
            for store in sorted(graph.modules)
            if store.startswith("chalicelib.") and store.endswith(".store")
            for importer in sorted(graph.find_modules_that_directly_import(store))
            if not importer.startswith(store.removesuffix("store"))
            and f"{store} <- {'.'.join(importer.split('.')[:2])}" not in allowed
        ]
        return ContractCheck(kept=not foreign, metadata={"foreign": foreign})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that breaks the contract."""
        pairs: Any = check.metadata["foreign"]
        for importer, store in pairs:
            output.print_error(f"{importer} imports {store}: use the actions or queries of that slice.")
