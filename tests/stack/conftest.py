from tests.desk import local_desk

__all__ = ["local_desk"]
