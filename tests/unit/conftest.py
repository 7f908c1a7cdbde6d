"""Property tests judge results: how fast inputs are made depends on what else the machine does."""

from hypothesis import HealthCheck, settings

settings.register_profile("results", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("results")
