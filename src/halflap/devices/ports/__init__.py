"""Knows how bytes come from devices and go to them: serial, TCP, UDP, MQTT, files and keys.

``address`` reads an address as people write it, ``opening`` makes the port of an address, and
``base`` says what every port can do. No port knows a protocol.
"""
