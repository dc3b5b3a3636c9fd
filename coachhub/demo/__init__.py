"""The demo organisation: twelve athletes with twelve weeks behind them, to look around in before anybody has joined."""
