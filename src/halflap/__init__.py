"""halflap runs an individual pursuit competition, from the entry list to the medals."""

__version__ = "0.1.0"
