"""A process-local store for cache and queues in place of a bench's redis servers."""

from __future__ import annotations

import threading

_servers: list = []


def install() -> None:
	"""Replace Frappe's redis connections. Call after `import frappe` and before `frappe.init`."""
	import fakeredis
	import frappe
	import redis
	from frappe.utils import caching, redis_queue, redis_wrapper

	server = fakeredis.FakeServer()
	_servers.append(server)

	def pool() -> redis.ConnectionPool:
		return redis.ConnectionPool(connection_class=fakeredis.FakeRedisConnection, server=server)

	def get_connection(cls, username=None, password=None):
		return redis.Redis(connection_pool=pool())

	class LocalClientCache(redis_wrapper.ClientCache):
		"""Frappe's client cache without CLIENT TRACKING, which fakeredis lacks: all goes to the plain cache."""

		def __init__(self, maxsize=1024, ttl=600, monitor=None):
			self.maxsize, self.local_ttl, self.lock = maxsize, ttl, threading.RLock()
			self.cache, self.hits, self.misses = {}, 0, 0
			self.redis = self.invalidator = frappe.cache
			self.healthy, self.invalidator_id, self.connection_retries = False, None, 0

		def set_value(self, key, val, *, shared=False):
			self.redis.set_value(key, val, shared=shared)

		def delete_value(self, key, *, shared=False):
			self.redis.delete_value(key, shared=shared)

		def erase_persistent_caches(self, *, doctype=None):
			if not doctype:
				caching._SITE_CACHE.clear()

	redis_wrapper.setup_cache = lambda: redis_wrapper.RedisWrapper(connection_pool=pool())
	redis_queue.RedisQueue.get_connection = classmethod(get_connection)
	redis_wrapper.ClientCache = LocalClientCache


def clear() -> None:
	"""Forget everything: keys hold no more than the database's name, which the next site may share."""
	import fakeredis
	import frappe
	from frappe.utils import caching

	for server in _servers:
		fakeredis.FakeStrictRedis(server=server).flushall()
	caching._SITE_CACHE.clear()
	frappe.controllers.clear()
	frappe.lazy_controllers.clear()
