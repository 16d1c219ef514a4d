"""How people judge together: who judges what, in which round, and how they agree."""
