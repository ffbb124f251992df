"""Why a request is unserved, late, dear or far away; what would help; what another choice would cost."""
